import { openKinora } from '../open-kinora.ts';

openKinora({ engines: ['shaka'] });
