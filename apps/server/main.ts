import { setTimeout } from 'node:timers/promises';
import { loadConfig } from '@khien/platform/config';
import { stopGracefully } from '@khien/platform/telemetry';
import { compose } from './compose.ts';
import { mountPages } from './pages.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Starts the server and keeps it until it is told to stop. */
async function main(): Promise<void> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 24)
    throw new Error(`This is Node ${process.versions.node}; start it with npm start, which brings Node 24`);
  const config = loadConfig();
  const server = await compose(config, { note: (line) => say(`  ${line}`) });
  const stop = async () => {
    server.app.khien.stopping = true;
    // A balancer in front looks at /readyz every second or two; whoever pressed Ctrl-C does not want to wait.
    if (!process.stdin.isTTY) await setTimeout(2_000);
    await server.close();
  };
  stopGracefully(stop, { note: say });
  try {
    if (config.roles.has('web') && !(await mountPages(server.app, config))) {
      say('  The pages are not built: run npm run setup. The API is served.');
    }
    await server.start();
    await server.app.listen({ host: config.host, port: config.port });
  } catch (error) {
    await server.close();
    throw error;
  }
  say(`\nKhiên: ${config.origin}`);
  if (config.demo) say('  Demonstration: people and data are invented, signing in needs no password.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
});
