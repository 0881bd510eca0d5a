import shaka from 'shaka-player/dist/shaka-player.hls-es2021.js';
import { openShaka } from '../open-shaka.ts';

openShaka(shaka);
