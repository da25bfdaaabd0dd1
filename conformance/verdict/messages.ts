/** One labelled message. */
export interface Message {
  id: string;
  label: string;
  kind: string;
  sender: 'brandname' | 'shortcode' | 'number';
  text: string;
}

/** Reads the tab-separated set; a line break inside a message is written ⏎. */
export function readMessages(tsv: string): Message[] {
  const [header = '', ...lines] = tsv.trim().split('\n');
  const names = header.split('\t');
  const column = (name: string): number => {
    const index = names.indexOf(name);
    if (index < 0) throw new Error(`messages: no column "${name}"`);
    return index;
  };
  const [id, label, kind, sender, text] = ['id', 'label', 'kind', 'sender_type', 'text'].map(column) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return lines.map((line) => {
    const cells = line.split('\t');
    const cell = (index: number): string => cells[index] ?? '';
    const kindOfSender = cell(sender);
    return {
      id: cell(id),
      label: cell(label),
      kind: cell(kind),
      sender: kindOfSender === 'brandname' || kindOfSender === 'shortcode' ? kindOfSender : 'number',
      text: cell(text).replaceAll('⏎', '\n'),
    };
  });
}
