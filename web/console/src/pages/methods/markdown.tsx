// The few marks that the method pages use: headings, paragraphs, lists, code, strong, links.
import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';

function inline(text: string): ReactNode[] {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*|\[[^\]]+\]\([^)]+\))/).map((s, i) => {
    if (s.startsWith('`')) return <code key={i}>{s.slice(1, -1)}</code>;
    if (s.startsWith('**')) return <b key={i}>{s.slice(2, -2)}</b>;
    const link = /^\[([^\]]+)\]\(([^)]+)\)$/.exec(s);
    if (!link) return s;
    const page = /^(?:\.\/)?([\w-]+)\.md$/.exec(link[2]!);
    return page ? <Link key={i} to={`/methods/${page[1]}`}>{link[1]}</Link> : /^https?:/.test(link[2]!) ? <a key={i} href={link[2]} rel="noreferrer">{link[1]}</a> : <span key={i}>{link[1]}</span>;
  });
}
const cells = (line: string): string[] => line.replace(/^\||\|$/g, '').split('|').map((c) => c.trim());

export function Markdown({ text }: { text: string }) {
  const blocks = text.trim().split(/\n{2,}|\n(?=- |#)|(?<=^#.*)\n/m);
  const out: ReactNode[] = [];
  let list: ReactNode[] = [];
  const flush = () => { if (list.length) { out.push(<ul key={out.length}>{list}</ul>); list = []; } };
  const fences = text.includes('```');
  if (fences) return <pre tabIndex={0}>{text}</pre>;
  for (const b of blocks) {
    const block = b.trim();
    if (!block) continue;
    if (block.startsWith('- ')) { list.push(<li key={list.length}>{inline(block.slice(2).replace(/\n\s*/g, ' '))}</li>); continue; }
    flush();
    const head = /^(#{1,3}) (.*)$/s.exec(block);
    if (head) { out.push(head[1]!.length === 1 ? <h1 key={out.length}>{head[2]}</h1> : <h2 key={out.length}>{head[2]}</h2>); continue; }
    const lines = block.split('\n');
    if (lines.length > 1 && /^\|?[\s:|-]+\|?$/.test(lines[1]!) && lines[0]!.includes('|')) {
      out.push(<table className="table" key={out.length}><thead><tr>{cells(lines[0]!).map((c, i) => <th key={i}>{inline(c)}</th>)}</tr></thead><tbody>{lines.slice(2).map((l, i) => <tr key={i}>{cells(l).map((c, j) => <td key={j}>{inline(c)}</td>)}</tr>)}</tbody></table>);
      continue;
    }
    out.push(<p key={out.length}>{inline(block.replace(/\n/g, ' '))}</p>);
  }
  flush();
  return <div className="prose">{out}</div>;
}
