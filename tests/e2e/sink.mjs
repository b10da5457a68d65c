// A mail server for tests: takes every message, and reads it as a mail program does.
import { createServer } from 'node:net';

/** `mails` are the raw messages; `close` ends it. */
export function sink() {
  const mails = [];
  const server = createServer((socket) => {
    let data = false;
    let text = '';
    socket.setEncoding('utf8');
    socket.on('error', () => {});
    socket.write('220 sink\r\n');
    socket.on('data', (chunk) => {
      text += chunk;
      for (let end; (end = text.indexOf(data ? '\r\n.\r\n' : '\r\n')) >= 0;) {
        const part = text.slice(0, end);
        text = text.slice(end + (data ? 5 : 2));
        if (data) { mails.push(part); data = false; socket.write('250 taken\r\n'); }
        else if (/^DATA/i.test(part)) { data = true; socket.write('354 go on\r\n'); }
        else if (/^QUIT/i.test(part)) socket.end('221 bye\r\n');
        else socket.write('250 ok\r\n');
      }
    });
  });
  return new Promise((ok) => server.listen(0, '127.0.0.1', () => ok({ port: server.address().port, mails, close: () => server.close() })));
}

const plain = (head, body) => {
  if (/^content-transfer-encoding: *base64/im.test(head)) return Buffer.from(body, 'base64').toString();
  return body;
};
/** Receiver, subject and both bodies of a raw message; `links` are the addresses in the HTML part. */
export function read(raw) {
  const [head, ...rest] = raw.split('\r\n\r\n');
  const boundary = /boundary="?([^";\r\n]+)/i.exec(head)?.[1];
  const parts = boundary ? raw.slice(head.length).split('--' + boundary).slice(1, -1).map((p) => p.replace(/^\r\n/, '')) : [head + '\r\n\r\n' + rest.join('\r\n\r\n')];
  const of = (type) => {
    const part = parts.find((p) => new RegExp(`^content-type: *text/${type}`, 'im').test(p));
    if (!part) return '';
    const end = part.indexOf('\r\n\r\n');
    return plain(part.slice(0, end), part.slice(end + 4));
  };
  const html = of('html');
  const unfolded = head.replace(/\r\n[ \t]+/g, ' ');
  const subject = (/^subject: *(.*)$/im.exec(unfolded)?.[1] ?? '').replace(/\?= =\?/g, '?==?').replace(/=\?utf-8\?B\?([^?]*)\?=/gi, (_, b) => Buffer.from(b, 'base64').toString());
  return { to: /^to: *(.*)$/im.exec(unfolded)?.[1], subject, text: of('plain'), html, links: [...html.matchAll(/href="([^"]+)"/g)].map((m) => m[1].replace(/&amp;/g, '&')) };
}

export const until = async (f, what, patience = 20_000) => {
  for (const end = Date.now() + patience; Date.now() < end;) {
    const got = await f();
    if (got) return got;
    await new Promise((done) => setTimeout(done, 50));
  }
  throw new Error('did not happen: ' + what);
};
