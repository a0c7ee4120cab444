// Serves the page of this folder. It talks to Credence itself, from the browser.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const { PORT = '3000', CREDENCE_URL = 'http://localhost:8001' } = process.env;

const FILES = { '/': ['index.html', 'text/html'], '/app.js': ['app.js', 'text/javascript'] };

const server = createServer(async (request, response) => {
  if (request.url === '/config.json') {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ api: CREDENCE_URL }));
    return;
  }
  const [name, type] = FILES[request.url ?? ''] ?? [];
  if (name === undefined) {
    response.writeHead(404).end();
    return;
  }
  const file = await readFile(new URL(name, import.meta.url));
  response.setHeader('Content-Type', `${type}; charset=utf-8`).end(file);
});

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`The page is at http://localhost:${PORT}/`);
});
