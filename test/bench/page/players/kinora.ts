import { openKinora } from '../open-kinora.ts';

openKinora();
