import { planningRule } from './mpc.ts';

/** RobustMPC: as MPC, with the prediction divided by one and the worst error of the last five. */
export const robustMpc = planningRule('robust-mpc', { isRobust: true });
