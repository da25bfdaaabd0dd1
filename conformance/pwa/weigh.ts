import { get } from 'node:http';

/** Bytes of an answer's body as they cross the network in one encoding, and what the server made of the question. */
export function weigh(url: string, encoding: 'br' | 'gzip' | 'identity'): Promise<number> {
  return new Promise((resolve, reject) => {
    get(url, { headers: { 'accept-encoding': encoding } }, (answer) => {
      if (answer.statusCode !== 200) {
        reject(new Error(`${url}: ${answer.statusCode}`));
        return;
      }
      let bytes = 0;
      answer.on('data', (piece: Buffer) => {
        bytes += piece.length;
      });
      answer.on('end', () => resolve(bytes));
      answer.on('error', reject);
    }).on('error', reject);
  });
}
