// Titles and texts of pages.
import { feature, h } from '../core';

feature((page) => {
  page.above = (p, one) => [p.title && page.words(h('p', { class: one ? 'eyebrow' : 'part' }), p.title), p.text && page.words(h('p', { class: 'lead' }), p.text)];
});
