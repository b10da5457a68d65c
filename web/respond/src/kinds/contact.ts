// How to reach the respondent; browsers may fill it in.
import { h, kind, t } from '../core';
import { line } from '../parts/words';

type Card = Record<string, string>;
const FILL: Card = { name: 'name', email: 'email', phone: 'tel', company: 'organization', address: 'street-address', wechat: 'off' };
const MODE: Card = { email: 'email', phone: 'tel' };
kind('contact', (ask) => {
  const value: Card = Object.assign({}, ask.value as Card);
  return h('div', { class: 'card-in' }, (ask.q.contact || []).map((f) => {
    const id = ask.id + f.key;
    return h('div', null, h('label', { for: id }, t('c_' + f.key), f.required ? null : h('small', null, t('optional'))),
      line(ask, id, value[f.key] || '', { type: MODE[f.key] || 'text', maxlength: 500, autocomplete: FILL[f.key], dir: MODE[f.key] ? 'ltr' : 'auto', 'aria-required': f.required ? 'true' : null }, (s) => {
        if (s) value[f.key] = s;
        else delete value[f.key];
        ask.set(Object.keys(value).length ? Object.assign({}, value) : undefined);
      }));
  }));
}, (_, v) => {
  const c = v as Card;
  if (c.email && !/^[^\s@]+@[^\s@]+$/.test(c.email)) return ['email'];
  return c.phone && (!/^[\d+\-() ]+$/.test(c.phone) || c.phone.replace(/\D/g, '').length < 5) ? ['phone'] : undefined;
}, (q, v) => ((q.contact || []).some((f) => f.required && !(v as Card)[f.key]) ? ['required'] : undefined));
