import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { benignLists } from '../data/shared.ts';

export interface HostList {
  name: string;
  format: 'hosts' | 'urls';
  lines: string[];
  /** Numbers of lines that the import kept out. */
  refused?: Set<number>;
}

async function linesOf(...parts: string[]): Promise<string[]> {
  const lines = (await readFile(path.join(...parts), 'utf8')).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Lists of hosts and addresses that somebody calls bad. */
export async function badLists(data: string): Promise<HostList[]> {
  const world = 'phish-domains-blocklistproject';
  const vietnam = 'phish-domains-chongluadao';
  const wallets = JSON.parse(await readFile(path.join(data, 'phish-eth-metamask', 'config.json'), 'utf8')) as {
    blacklist: string[];
  };
  return [
    { name: 'world-phishing', format: 'hosts', lines: await linesOf(data, world, 'domains.txt') },
    { name: 'world-scam', format: 'hosts', lines: await linesOf(data, world, 'scam.txt') },
    { name: 'vietnam', format: 'urls', lines: await linesOf(data, vietnam, 'urls.txt') },
    { name: 'vietnam-addresses', format: 'urls', lines: await linesOf(data, vietnam, 'ips.txt') },
    { name: 'wallets', format: 'hosts', lines: wallets.blacklist },
  ];
}

/** Names nobody calls bad; some lists write a leading dot. */
export async function honestNames(data: string): Promise<{ name: string; lines: string[] }[]> {
  return Promise.all(
    benignLists.map(async (name) => ({
      name,
      lines: (await linesOf(data, 'benign-domains', `${name}.txt`)).map((line) => line.replace(/^\./, '')),
    })),
  );
}

/** Messages and full addresses: the last column of a table, or a line. */
export async function messageSets(data: string): Promise<{ name: string; lines: string[] }[]> {
  const column = async (...parts: string[]) =>
    (await linesOf(data, ...parts)).slice(1).map((line) => line.slice(line.lastIndexOf('\t') + 1));
  return [
    { name: 'vn-sms', lines: await column('vn-sms-ie403-2025', 'messages_relabelled.tsv') },
    { name: 'en-smishing', lines: await column('en-smishing-mishra-soni', 'messages.tsv') },
    { name: 'en-sms', lines: await column('en-sms-super-2024', 'messages.tsv') },
    { name: 'urls', lines: await column('url-ebbu2017-pdd', 'urls.tsv') },
    { name: 'shorteners', lines: await linesOf(data, 'domain-context', 'url-shortener.txt') },
    { name: 'link-in-bio', lines: await linesOf(data, 'domain-context', 'link-in-bio.txt') },
    { name: 'dynamic-dns', lines: await linesOf(data, 'domain-context', 'dynamic-dns.txt') },
    { name: 'suffixes', lines: await linesOf(data, 'domain-context', 'second-level-tlds.txt') },
    { name: 'parking', lines: await linesOf(data, 'domain-context', 'parking-domain.txt') },
  ];
}
