/**
 * The product's server for load tests, in a process of its own: composed as `npm start` composes it, without pages and
 * with limits that one client cannot reach. Prints its port when it listens; ends when its input is closed.
 */
import type { AddressInfo } from 'node:net';
import { loadConfig } from '@khien/platform/config';
import { compose } from '@khien/server/compose';

const server = await compose(loadConfig(), { limitFactor: 1_000_000_000 });
await server.start();
await server.app.listen({ host: '127.0.0.1', port: 0 });
process.stdin.on('end', () => void server.close().then(() => process.exit(0)));
process.stdin.resume();
console.log(`port ${(server.app.server.address() as AddressInfo).port}`);
