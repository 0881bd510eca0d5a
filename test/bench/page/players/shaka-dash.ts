import shaka from 'shaka-player/dist/shaka-player.dash-es2021.js';
import { openShaka } from '../open-shaka.ts';

openShaka(shaka);
