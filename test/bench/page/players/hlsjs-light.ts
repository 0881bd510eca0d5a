import Hls from 'hls.js/light';
import { openHlsJs } from '../open-hlsjs.ts';

openHlsJs(Hls, false);
