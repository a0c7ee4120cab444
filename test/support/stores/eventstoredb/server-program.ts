import { startEventStoreDbServer } from './server.js';

/** Serves the test server on the port of `--node-port`, as the program of EventStoreDB does. */
const port = process.argv.find((argument) => argument.startsWith('--node-port='))?.split('=')[1];
await startEventStoreDbServer(Number(port));
