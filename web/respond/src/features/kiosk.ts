// A device for everybody: starts again by itself after thanks, and when nobody touches it (?idle= seconds, 60).
import { feature, t } from '../core';

feature((page) => {
  let clock = 0, idle = 0;
  const again = () => { clearInterval(clock); page.partial(); page.start(true); };
  const wake = () => {
    clearTimeout(idle);
    idle = setTimeout(() => { if (!page.draft().f && (Object.keys(page.draft().a)[0] || page.stepKeys()[0] !== page.draft().at)) again(); }, 1000 * (Number(page.address.get('idle')) || 60)) as unknown as number;
  };
  // The next respondent starts in the language of the link.
  const home = page.address.get('home') || page.survey.lang;
  let first = true;
  page.begin.push((anew) => {
    clearInterval(clock);
    if (anew && home !== page.survey.lang && !page.offline()) {
      page.address.set('lang', home);
      location.search = String(page.address);
    }
    // Of the respondent before nothing remains.
    if (first && !page.address.get('home')) Array.from(page.footer.querySelectorAll('a')).forEach((a) => { a.search += '&home=' + home; });
    if (first && !anew && page.draft().f) { first = false; page.start(true); }
    first = false;
  });
  page.done.push((button) => {
    let left = 10;
    const tell = () => { button.textContent = t('restart') + ' · ' + left; };
    tell();
    page.main.appendChild(button);
    clearInterval(clock);
    clock = setInterval(() => { if (--left < 1) again(); else tell(); }, 1000) as unknown as number;
  });
  ['pointerdown', 'keydown', 'touchstart', 'input'].forEach((e) => addEventListener(e, wake, true));
});
