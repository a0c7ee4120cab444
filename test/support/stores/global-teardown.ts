import { stopSharedServer } from './global-setup.js';

/** Runs once after the last test file. */
export default stopSharedServer;
