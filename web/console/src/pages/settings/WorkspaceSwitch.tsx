import { useNavigate } from 'react-router-dom';
import { patch } from '@/api/client';
import { useWorkspaces } from '@/api/people';
import { queryClient, useSession } from '@/api/queries';
import { HOME } from '@/app/pages';
import { Icon } from '@/design/icons';
import { Pop } from '@/design/Pop';
import { useT } from '@/i18n';

/** The workspace's name; with several of them, the way to another one. */
export function WorkspaceSwitch() {
  const t = useT();
  const navigate = useNavigate();
  const session = useSession().data;
  const all = useWorkspaces(!!session && !session.must_enrol).data ?? [];
  if (!session) return null;
  if (all.length < 2) return <div className="name name-ws">{session.workspace.name}</div>;
  const go = async (key: string) => {
    await patch('/v1/session', { workspace: key });
    queryClient.clear();
    navigate(HOME);
    location.reload(); // nothing of the other workspace may stay on screen
  };
  return (
    <Pop menu placement="top" button={(p) => <button type="button" className="name name-ws ws-switch" aria-haspopup="menu" aria-label={t('settings.switch', { name: session.workspace.name })} {...p}><span className="ellipsis">{session.workspace.name}</span><Icon name="chevron" size={14} /></button>}>
      {(close) => (
        <div className="menu-list" role="menu" aria-label={t('settings.workspaces')}>
          {all.map((w) => <button key={w.key} type="button" role="menuitemradio" aria-checked={w.no === session.workspace.no} onClick={() => { close(); if (w.no !== session.workspace.no) void go(w.key); }}>{w.name}<span className="muted xs">{w.zone}</span></button>)}
        </div>
      )}
    </Pop>
  );
}
