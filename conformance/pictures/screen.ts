/** How a phone shows a message; the three looks people send pictures of most. */
export type Look = 'light' | 'dark' | 'chat';

export interface Shown {
  from: string;
  text: string;
}

const looks: Record<Look, { page: string; bubble: string; ink: string; quiet: string; size: number; font: string }> = {
  light: {
    page: '#ffffff',
    bubble: '#e9e9eb',
    ink: '#000000',
    quiet: '#6b6b70',
    size: 17,
    font: 'Liberation Sans, Arimo, Roboto, sans-serif',
  },
  dark: {
    page: '#000000',
    bubble: '#26262a',
    ink: '#ffffff',
    quiet: '#9a9aa0',
    size: 17,
    font: 'DejaVu Sans, Noto Sans, sans-serif',
  },
  chat: { page: '#d6e4f5', bubble: '#ffffff', ink: '#10243e', quiet: '#5a6b80', size: 16, font: 'Be Vietnam Pro' },
};

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** A screenshot's page: status bar, sender, time, the message in a bubble, the field to answer in. */
export function phoneScreen({ from, text }: Shown, look: Look, faces: readonly string[]): string {
  const { page, bubble, ink, quiet, size, font } = looks[look];
  return `<!doctype html><meta charset="utf-8"><style>
    ${faces.join('\n')}
    body { margin: 0; background: ${page}; color: ${ink}; font: ${size}px/1.35 ${font}; min-height: 100vh; position: relative; }
    .bar { display: flex; justify-content: space-between; padding: 10px 20px; font-size: 14px; }
    h1 { font-size: 18px; text-align: center; margin: 8px 0 2px; font-weight: 600; }
    .time { text-align: center; color: ${quiet}; font-size: 13px; margin: 14px 0; }
    .bubble { background: ${bubble}; border-radius: 18px; padding: 10px 14px; margin: 0 60px 0 12px; overflow-wrap: anywhere; }
    .field { position: absolute; bottom: 16px; left: 14px; right: 14px; border: 1px solid ${quiet}; border-radius: 20px; padding: 8px 14px; color: ${quiet}; font-size: 15px; }
  </style>
  <div class="bar"><span>14:05</span><span>5G 87%</span></div>
  <h1>${escaped(from)}</h1>
  <div class="time">Hôm nay 14:02</div>
  <div class="bubble">${escaped(text)}</div>
  <div class="field">Tin nhắn</div>`;
}
