/** In a process of its own: takes a list of passwords in, the default one when none is named. */
import { commonPasswords, importPasswords, openInput } from '@khien/features/device';

const [folder = '', file = commonPasswords()] = process.argv.slice(2);
await importPasswords({ folder, input: openInput(file), format: 'plain' });
