import Hls from 'hls.js';
import { openHlsJs } from '../open-hlsjs.ts';

openHlsJs(Hls, true);
