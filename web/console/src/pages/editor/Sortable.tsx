// Lists that are put in order by pointer, touch or keyboard (space lifts, arrows move, space drops, escape lets go).
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, TouchSensor, useSensor, useSensors, type Announcements, type DragEndEvent } from '@dnd-kit/core';
import { horizontalListSortingStrategy, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from '@dnd-kit/sortable';
import { CSS } from '@dnd-kit/utilities';
import type { CSSProperties, ReactNode } from 'react';
import { useT } from '@/i18n';
import { Icon } from '@/design/icons';

export function Sortable({ ids, names, onMove, horizontal, children }: { ids: string[]; names: string[]; onMove: (from: number, to: number) => void; horizontal?: boolean; children: ReactNode }) {
  const t = useT();
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const end = ({ active, over }: DragEndEvent) => {
    const from = ids.indexOf(String(active.id));
    const to = over ? ids.indexOf(String(over.id)) : from;
    if (from !== to && from >= 0 && to >= 0) onMove(from, to);
  };
  const name = (id: unknown) => names[ids.indexOf(String(id))] ?? '';
  const announcements: Announcements = {
    onDragStart: ({ active }) => t('editor.drag.lifted', { name: name(active.id) }),
    onDragOver: ({ active, over }) => (over ? t('editor.drag.over', { name: name(active.id), place: ids.indexOf(String(over.id)) + 1, all: ids.length }) : undefined),
    onDragEnd: ({ active, over }) => t('editor.drag.dropped', { name: name(active.id), place: ids.indexOf(String((over ?? active).id)) + 1, all: ids.length }),
    onDragCancel: ({ active }) => t('editor.drag.cancelled', { name: name(active.id) }),
  };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={end} accessibility={{ announcements, screenReaderInstructions: { draggable: t('editor.drag.how') } }}>
      <SortableContext items={ids} strategy={horizontal ? horizontalListSortingStrategy : verticalListSortingStrategy}>{children}</SortableContext>
    </DndContext>
  );
}

/** One member; `children` gets the handle, the only part that starts a drag. */
export function SortItem({ id, name, className, style, children }: { id: string; name: string; className?: string; style?: CSSProperties; children: (handle: ReactNode) => ReactNode }) {
  const t = useT();
  const s = useSortable({ id });
  const handle = (
    <button type="button" className="grip" ref={s.setActivatorNodeRef} {...s.attributes} {...s.listeners} aria-roledescription={t('editor.drag.role')} aria-label={t('editor.drag.handle', { name })} title={t('editor.drag.title')} data-grip={id}>
      <Icon name="drag" size={15} />
    </button>
  );
  return (
    <div ref={s.setNodeRef} className={(className ?? '') + (s.isDragging ? ' dragging' : '')} style={{ ...style, transform: CSS.Translate.toString(s.transform), transition: s.transition }}>
      {children(handle)}
    </div>
  );
}
