// Values that come with the page's address; those of the link win.
import { feature } from '../core';

feature(({ survey, address, fields, own }) => (survey.hidden || []).forEach((k) => {
  const v = address.get(k);
  // The server takes 500 bytes.
  if (v !== null && !(k in fields)) own[k] = fields[k] = v.slice(0, 160);
}));
