import express from 'express';

/** Baseline of all HTTP measurements: an Express app that accepts and returns JSON. */
const app = express();
app.use(express.json());
app.get('/health/live', (_request, response) => {
  response.json({ status: 'ok' });
});
app.get('/', (_request, response) => {
  response.json({ id: 1, email: 'ada@example.com', username: 'ada' });
});
app.post('/', (_request, response) => {
  response.status(201).json({ id: 1, email: 'ada@example.com', username: 'ada' });
});

const server = app.listen(Number(process.env['PORT']), '127.0.0.1');
process.once('SIGINT', () => {
  server.close();
  server.closeAllConnections();
});
