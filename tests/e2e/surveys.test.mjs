// Surveys in the console, against the real binary: from a template to results, with everything between.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { sweep } from './axe.mjs';
import { open } from './browser.mjs';
import { signedIn } from './owner.mjs';

let s;
let page;
const stored = () => page.locator('[data-kept="stored"]').waitFor({ timeout: 15_000 });
const full = async (key = 'after-delivery') => (await s.call('GET', `/v1/surveys/${key}`)).body;
const frame = () => page.locator('.sv-frame iframe:not([aria-hidden])').contentFrame();
const order = () => page.locator('[data-question]').evaluateAll((all) => all.map((x) => x.dataset.question));
/** The preview is that of the stored draft: waited for, since it loads behind the one that is seen. */
const previewSays = (text) => frame().getByText(text, { exact: false }).first().waitFor({ timeout: 15_000 });

before(async () => {
  s = await signedIn();
  page = s.page;
}, { timeout: 120_000 });
after(() => s?.close());

describe('surveys', { concurrency: false }, () => {
  it('an empty list teaches, and a template becomes a survey with one click', async () => {
    await s.go('/surveys');
    await page.getByText('No survey yet').waitFor();
    await page.getByRole('button', { name: 'New survey' }).click();
    await page.locator('[data-template="after-delivery"]').waitFor();
    assert.equal(await page.locator('[data-template]').count(), 11);
    await page.locator('[data-template="after-delivery"]').click();
    await page.waitForURL(/\/surveys\/after-delivery/);
    await page.locator('[data-question]').first().waitFor();
    assert.deepEqual(await order(), ['arrival', 'why', 'state', 'effort', 'nps', 'comment']);
  });

  it('an edit is stored by itself and seen in the preview', async () => {
    await page.locator('[data-question="arrival"]').click();
    await page.getByRole('textbox', { name: 'Question', exact: true }).fill('About your parcel');
    await stored();
    assert.equal((await full()).draft.pages[0].questions[0].text.en, 'About your parcel');
    await previewSays('About your parcel');
  });

  it('questions are added, duplicated, deleted, moved by keyboard; steps can be taken back', async () => {
    await page.locator('[data-question="comment"]').click();
    await page.locator('[data-add]').click();
    await page.locator('[data-kind="csat"]').click();
    await page.locator('[data-sheet="csat"]').waitFor();
    await page.locator('[data-act="duplicate"]').click();
    await page.locator('[data-sheet="csat_2"]').waitFor();
    await page.locator('[data-act="delete"]').click();
    await page.locator('[data-question="csat_2"]').waitFor({ state: 'detached' });
    assert.deepEqual(await order(), ['arrival', 'why', 'state', 'effort', 'nps', 'comment', 'csat']);
    await page.locator('[data-grip="q:csat"]').focus();
    await page.keyboard.press('Space');
    await page.waitForTimeout(300);
    await page.keyboard.press('ArrowUp');
    await page.waitForTimeout(400);
    await page.keyboard.press('Space');
    await page.waitForFunction(() => [...document.querySelectorAll('[data-question]')].at(-1).dataset.question === 'comment');
    await page.locator('[data-act="undo"]').click();
    assert.equal((await order()).at(-1), 'csat');
    await page.locator('[data-act="redo"]').click();
    assert.deepEqual((await order()).slice(-3), ['nps', 'csat', 'comment']);
    await stored();
  });

  it('every kind of question can be added, and its first state has no fault', async () => {
    const kinds = ['nps', 'csat', 'ces', 'pair', 'better_worse', 'grid', 'emotion', 'senses', 'dimensions', 'recall_unaided', 'recall_aided', 'critical_incident', 'single', 'multiple', 'ranking', 'short_text', 'long_text', 'date', 'contact', 'consent', 'statement', 'picture'];
    await s.call('POST', '/v1/surveys', { survey: { format: 1, key: 'all-kinds', kind: 'relationship', title: { en: 'All kinds' }, languages: ['en'], pages: [{ key: 'p', questions: [{ key: 'first', kind: 'statement', text: { en: 'Hello' } }] }] } });
    await s.go('/surveys/all-kinds');
    for (const kind of kinds) {
      await page.locator('[data-add]').click();
      await page.locator(`.ant-dropdown:not(.ant-dropdown-hidden) [data-kind="${kind}"]`).click();
      await page.locator(`[data-sheet="${kind}"]`).waitFor();
    }
    await stored();
    const made = await full('all-kinds');
    assert.deepEqual(made.draft.pages[0].questions.slice(1).map((q) => q.kind), kinds);
    assert.deepEqual(made.faults.filter((f) => !f.field.includes('image')), []);
  });

  it('what is expected is asked alone, and what others would say stands apart', async () => {
    await s.go('/surveys/all-kinds?at=pair');
    await page.getByRole('textbox', { name: 'What came', exact: true }).waitFor();
    await page.locator('[data-act="expected_only"]').click();
    await page.getByRole('textbox', { name: 'What came', exact: true }).waitFor({ state: 'detached' });
    await stored();
    await s.go('/surveys/all-kinds?at=csat');
    await page.locator('[data-act="indirect"]').click();
    await stored();
    const asked = Object.fromEntries((await full('all-kinds')).draft.pages[0].questions.map((q) => [q.key, q]));
    assert.equal(asked.pair.expected_only, true);
    assert.equal(asked.csat.indirect, true);
    await s.call('POST', '/v1/surveys', { survey: { format: 1, key: 'hopes', kind: 'touchpoint', title: { en: 'Hopes' }, languages: ['en'], pages: [{ key: 'p', questions: [asked.pair, asked.csat] }] } });
    await s.call('POST', '/v1/surveys/hopes/publish', {});
    const link = (await s.call('POST', '/v1/surveys/hopes/links', { kind: 'public' })).body;
    const other = await s.context.newPage();
    await other.goto(`${s.server.base}${link.path}?lang=en`);
    await other.locator('.expected .tile').nth(4).click();
    assert.equal(await other.locator('.got').count(), 0);
    await other.getByText('How satisfied').waitFor();
    await other.locator('label, .tile').filter({ has: other.locator('input') }).nth(0).click();
    await other.locator('.go').click();
    await other.getByText(/thank/i).waitFor();
    await other.close();
    await s.go('/surveys/hopes/results');
    await page.locator('[data-done="1"]').waitFor();
    assert.equal(await page.locator('[data-indirect] [data-result]').count(), 1);
    assert.match(await page.locator('[data-indirect]').innerText(), /Asked indirectly[\s\S]*people like the respondents/);
  });

  it('a missing translation is counted, marked and written', async () => {
    await s.go('/surveys/after-delivery?tab=translations');
    const before = Number(await page.locator('[data-missing]').getAttribute('data-missing'));
    assert.ok(before > 0);
    await page.getByRole('checkbox', { name: 'Only what is missing' }).check();
    const row = page.locator('[data-text="pages[0].questions[5].text"]');
    await row.locator('textarea[lang="zh-CN"]').fill('您有多满意？');
    await row.locator('textarea[lang="zh-TW"]').fill('您有多滿意？');
    await stored();
    assert.equal(before, 2);
    await page.locator('[data-missing]').waitFor({ state: 'detached' });
    assert.equal((await full()).draft.pages[0].questions[5].text['zh-CN'], '您有多满意？');
  });

  it('rules read as rows and are written as JsonLogic', async () => {
    await s.go('/surveys/after-delivery?tab=logic&at=csat');
    const card = page.locator('[data-logic="csat"]');
    await card.locator('[data-clause="visible"]').click();
    await card.getByRole('spinbutton', { name: 'Condition 1: value' }).fill('6');
    await stored();
    assert.deepEqual((await full()).draft.pages[0].questions.find((q) => q.key === 'csat').visible_if, { '<=': [{ var: 'answer.nps' }, 6] });
    await card.getByRole('button', { name: 'as JSON' }).click();
    await card.getByRole('textbox', { name: /JsonLogic/ }).fill('{"and": [{"<": [{"var": "answer.nps"}, 9]}, {"==": [{"var": "answer.state"}, "broken"]}]}');
    await card.getByRole('button', { name: 'as rows' }).click();
    assert.equal(await card.locator('.sv-cond').count(), 2);
    assert.match(await card.innerText(), /is below[\s\S]*and[\s\S]*Product damaged/);
    await card.getByRole('button', { name: 'Remove condition 2' }).click();
    await stored();
    assert.deepEqual((await full()).draft.pages[0].questions.find((q) => q.key === 'csat').visible_if, { '<': [{ var: 'answer.nps' }, 9] });
    assert.match(await page.locator('[data-logic="why"]').innerText(), /what came[\s\S]*is below[\s\S]*what was expected/);
  });

  it('colours that cannot be read are said at once', async () => {
    await s.go('/surveys/after-delivery?tab=design');
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('#999999');
    await page.locator('[data-contrast="low"]').first().waitFor();
    await page.locator('[data-problems]').waitFor();
    await page.getByRole('button', { name: 'Back to the built-in colours' }).click();
    await page.locator('[data-problems]').waitFor({ state: 'detached' });
  });

  it('a test run says what would come of the answers', async () => {
    await page.getByRole('button', { name: 'Test run' }).click();
    const box = page.getByRole('dialog', { name: 'Test run' });
    await box.getByRole('spinbutton', { name: /how likely/i }).fill('10');
    await box.getByRole('button', { name: 'Run', exact: true }).click();
    await box.locator('[data-test-run="done"]').waitFor();
    assert.match(await box.innerText(), /A jump ended it here/);
    await box.getByRole('button', { name: 'Close', exact: true }).last().click();
  });

  it('is not published with a fault, and says where it is', async () => {
    await s.go('/surveys/after-delivery?at=arrival&text=zh-CN');
    const field = page.getByRole('textbox', { name: 'Question', exact: true });
    const words = await field.inputValue();
    await field.fill('');
    await page.locator('[data-problems="1"]').waitFor();
    await page.getByRole('button', { name: 'Publish …' }).click();
    const box = page.getByRole('dialog');
    await box.locator('[data-faults="1"]').waitFor();
    assert.match(await box.innerText(), /pages\[0\]\.questions\[0\]\.text\.zh-CN/);
    assert.ok(await box.getByRole('button', { name: 'Publish', exact: true }).isDisabled());
    await box.locator('[data-faults] button').click();
    await field.fill(words);
    await page.locator('[data-problems]').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Publish …' }).click();
    await page.getByRole('dialog').getByRole('textbox', { name: 'Note' }).fill('first');
    await page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByText('Version 1 is what people see now').waitFor();
    assert.equal((await full()).version, 1);
  });

  let address;
  it('an open link is made, with a code for print and a snippet for websites', async () => {
    await s.go('/surveys/after-delivery/share');
    await page.getByRole('button', { name: 'New link' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('Counter');
    await page.getByRole('button', { name: 'Make the link' }).click();
    const card = page.locator('[data-link]');
    await card.waitFor();
    address = await card.locator('[data-copy="Link"]').innerText();
    assert.match(address, /\/r\/[\w-]+$/);
    assert.ok(await card.locator('img').evaluate(async (x) => { await x.decode(); return x.naturalWidth > 50; }));
    assert.match(await page.locator('[data-website]').innerText(), /w\.js[\s\S]*as: 'card'/);
    await page.locator('[data-personal]').getByRole('textbox', { name: 'Customer' }).fill('c1');
    await page.locator('[data-personal]').getByRole('button', { name: 'Make a sealed link' }).click();
    assert.match(await page.locator('[data-personal] [data-copy="Link"]').innerText(), /\/r\/[\w-]+\./);
  });

  it('answered in a browser, it shows in the results; few answers make no number', async () => {
    const other = await s.context.newPage();
    await other.goto(`${address}?lang=en`);
    await other.getByText('About your parcel').waitFor();
    await other.locator('.expected .tile').nth(3).click();
    await other.locator('.got .tile').nth(1).click();
    await other.getByText('What fell short').waitFor();
    await other.locator('textarea').fill('It was <b>late</b>');
    await other.locator('.go').click();
    await other.getByText('In what state').waitFor();
    await other.locator('.go').click();
    await other.getByText('How easy').waitFor();
    await other.locator('.go').click();
    await other.getByText('How likely').waitFor();
    await other.locator('.tile').nth(6).click();
    await other.getByText('How satisfied').waitFor();
    await other.locator('.go').click();
    await other.getByText('You gave 6').waitFor();
    await other.locator('.go').click();
    await other.getByText('Thank you!').waitFor();
    await other.close();
    const token = address.split('/r/')[1];
    const send = (i, answers) => fetch(`${s.server.base}/v1/respond/${token}/submit`, { method: 'POST', body: JSON.stringify({ response: String(i).padStart(32, '0'), version: 1, lang: 'en', answers }) }).then((r) => r.status);
    await s.go('/surveys/after-delivery/results');
    await page.locator('[data-done="1"]').waitFor();
    assert.match(await page.locator('[data-result="nps"]').innerText(), /Not enough data[\s\S]*n = 1, needs/);
    for (let i = 2; i <= 12; i++) assert.equal(await send(i, { arrival: { expected: 4, got: 1 + (i % 5) }, state: i % 3 ? 'intact' : 'dented', effort: 5, nps: i % 2 ? 9 : 7 }), 201);
    await page.locator('[data-done="12"]').waitFor({ timeout: 15_000 });
    assert.match(await page.locator('[data-result="nps"]').innerText(), /NPS[\s\S]*[±\[]/);
    assert.match(await page.locator('[data-result="arrival"]').innerText(), /Expectation, recalled/i);
    assert.match(await page.locator('[data-result="state"]').innerText(), /Intact[\s\S]*%/);
    assert.match(await page.locator('[data-result="why"]').innerText(), /It was <b>late<\/b>/);
    await page.locator('[data-response] summary').last().click();
    assert.match(await page.locator('[data-response]').last().innerText(), /what came: 2[\s\S]*It was <b>late<\/b>/);
    const [saved] = await Promise.all([page.waitForEvent('download'), (async () => { await page.getByRole('button', { name: 'Export answers' }).click(); await page.getByText('CSV (for Excel)').click(); })()]);
    assert.match(saved.suggestedFilename(), /\.csv$/);
  });

  it('versions are compared, and one comes back as the draft', async () => {
    await s.go('/surveys/after-delivery?at=arrival');
    await page.getByRole('textbox', { name: 'Question', exact: true }).fill('Your parcel');
    await stored();
    await page.getByText('Versions', { exact: true }).click();
    await page.locator('[data-changes="1"]').waitFor();
    assert.match(await page.locator('[data-changes]').innerText(), /About your parcel[\s\S]*Your parcel/);
    await page.locator('[data-version="1"]').getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: 'Take back' }).click();
    await page.locator('[data-changes="0"]').waitFor();
    assert.equal((await full()).draft.pages[0].questions[0].text.en, 'About your parcel');
  });

  it('closes and opens again; what somebody else stored is not overwritten', async () => {
    await s.go('/surveys/after-delivery/share');
    await page.getByRole('button', { name: 'Close survey' }).click();
    await page.getByRole('tooltip').getByRole('button', { name: 'Close survey' }).click();
    await page.getByText('its links take no answers').waitFor();
    await page.getByRole('button', { name: 'Open again' }).click();
    await page.getByRole('button', { name: 'Close survey' }).waitFor();
    await s.go('/surveys/after-delivery?at=arrival');
    const { draft, revision } = await full();
    draft.pages[0].questions[0].text.en = 'Theirs';
    assert.equal((await s.call('PUT', '/v1/surveys/after-delivery', { survey: draft, revision })).status, 200);
    await page.getByRole('textbox', { name: 'Question', exact: true }).fill('Mine');
    await page.locator('[data-kept="elsewhere"]').waitFor();
    assert.equal((await full()).draft.pages[0].questions[0].text.en, 'Theirs');
    await page.getByRole('button', { name: 'Take theirs' }).click();
    await stored();
    assert.equal(await page.getByRole('textbox', { name: 'Question', exact: true }).inputValue(), 'Theirs');
  });

  it("another program's file is looked at before it is taken in", async () => {
    const dir = mkdtempSync(join(tmpdir(), 'pk-survey-'));
    const file = join(dir, 'feedback.json');
    writeFileSync(file, JSON.stringify({ title: 'Feedback', pages: [{ name: 'p1', elements: [{ type: 'rating', name: 'score', title: 'How was it?', rateMax: 5 }, { type: 'comment', name: 'why', title: 'Why?' }, { type: 'signaturepad', name: 'sign' }] }] }));
    await s.go('/surveys?new=file');
    await page.locator('[data-survey-file]').setInputFiles(file);
    const report = page.locator('[data-import-report]');
    await report.waitFor();
    assert.match(await report.innerText(), /could not be carried over/);
    assert.equal((await s.call('GET', '/v1/surveys')).body.surveys.length, 3);
    await report.getByRole('button', { name: 'Take it in' }).click();
    await report.getByRole('button', { name: 'Open the survey' }).click();
    await page.locator('[data-question]').first().waitFor();
    const kept = (await s.call('GET', '/v1/surveys')).body.surveys.map((x) => x.key);
    assert.equal(kept.length, 4);
    // The same file again: its key is taken, so it is refused beside the key, and a copy gets one of its own.
    await s.go('/surveys?new=file');
    await page.locator('[data-survey-file]').setInputFiles(file);
    await report.getByText('Another survey has this key').waitFor();
    await report.getByRole('button', { name: 'Take it in' }).click();
    await report.locator('.field-error').waitFor();
    await report.getByRole('button', { name: /^As a copy/ }).click();
    const copy = await report.locator('[data-import-key]').inputValue();
    await report.getByRole('button', { name: 'Take it in' }).click();
    await report.getByRole('button', { name: 'Open the survey' }).click();
    await page.waitForURL(new RegExp(`/surveys/${copy}`));
    assert.ok(!kept.includes(copy));
    await s.go('/surveys'); // what is removed below may not be on screen, still asking for itself
    assert.equal((await s.call('DELETE', `/v1/surveys/${copy}`)).status, 204);
    rmSync(dir, { recursive: true });
  });

  it('a survey without answers is removed from the list', async () => {
    await s.go('/surveys');
    await page.locator('[data-survey="all-kinds"]').getByRole('button', { name: /More about/ }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.locator('[data-survey="all-kinds"]').waitFor({ state: 'detached' });
  });

  it('employees of a unit stand beside its customers; a team of two stays hidden', async () => {
    assert.equal((await s.call('POST', '/v1/surveys', { template: 'employee-pulse', key: 'pulse' })).status, 201);
    assert.equal((await s.call('POST', '/v1/surveys/pulse/publish', {})).status, 200);
    const { token } = (await s.call('POST', '/v1/surveys/pulse/links', { kind: 'public', name: 'Teams' })).body;
    await s.go('/surveys/pulse/results');
    await page.getByText('No answer yet').waitFor();
    const units = ['Avon', 'Brook', 'Creek', 'Delta', 'Elbe', 'Fjord', 'Gulf', 'Harbour', 'Inlet'];
    const answers = units.flatMap((unit, u) => Array.from({ length: 9 }, (_, i) => ({ unit, enps: i <= u ? 10 : 3 }))).concat([{ unit: 'Jetty', enps: 9 }, { unit: 'Jetty', enps: 1 }, { unit: 'Kay', enps: 1 }]);
    for (const [i, { unit, enps }] of answers.entries()) {
      assert.equal((await s.call('POST', `/v1/respond/${token}/submit`, { response: '6' + String(i).padStart(31, '0'), lang: 'en', fields: { unit }, answers: { enps } })).status, 201);
    }
    const batch = units.flatMap((unit, u) => Array.from({ length: 12 }, (_, i) => ({ type: 'rating', id: `unit-${u}-${i}`, customer: `unit-${u}-${i}`, metric: 'nps', value: i <= u + 1 ? 10 : 2, scale: { min: 0, max: 10, neutral: 7.5, direction: 'up' }, at: new Date().toISOString(), attributes: { unit } })));
    assert.equal((await s.call('POST', '/v1/batch', { batch })).status, 200);
    let api;
    for (let i = 0; i < 40 && api?.together.n !== 9; i++) api = (await s.call('GET', '/v1/surveys/pulse/units?metric=nps')).body;
    assert.equal(api.together.n, 9, JSON.stringify(api));
    assert.ok(api.together.value > 0.99 && api.together.lo > 0.8);
    await s.go('/surveys/pulse/results');
    const said = async (selector) => (await page.locator(selector).first().innerText()).replace(/\s+/g, ' ');
    await page.locator('[data-unit="Creek"]').waitFor();
    assert.match(await said('.sv-units .figure-say'), /Where employees are more content, so are customers: rank correlation \+1\.00 \[\+0\.8\d, \+1\.00\] over 9 units/);
    await page.locator('.sv-units .ant-select').click();
    await page.locator('.ant-select-item-option', { hasText: 'NPS' }).click();
    const creek = api.units.find((u) => u.unit === 'Creek');
    await page.waitForFunction((n) => document.querySelector('[data-unit="Creek"]')?.textContent.includes(n), Math.abs(creek.customers.value).toFixed(1));
    assert.match(await said('[data-unit="Creek"]'), new RegExp(`−${Math.abs(creek.staff.value).toFixed(1)} .*n = 9.*n = 12`));
    assert.match(await said('[data-unit="Jetty"]'), /n = 2, needs.*5/);
    assert.equal(await page.locator('.sv-units-plot circle').count(), 9);
  });

  it('a viewer sees numbers, and nothing that he may not do', async () => {
    const invited = (await s.call('POST', '/v1/invitations', { email: 'bo@example.com', role: 'viewer' })).body;
    const b = await open();
    const refused = [];
    b.page.on('response', (r) => r.status() === 403 && refused.push(new URL(r.url()).pathname));
    await b.page.goto(s.server.base + '/sign-in?lang=en');
    const taken = await b.page.evaluate((token) => fetch('/v1/invitations/accept', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token, name: 'Bo', password: 'a long enough phrase' }) }).then((r) => r.status), invited.path.split('#').at(-1));
    assert.ok(taken < 300, String(taken));
    await b.page.evaluate(() => localStorage.setItem('pk.in', '1'));
    await b.page.goto(s.server.base + '/surveys?lang=en');
    await b.page.locator('[data-survey="after-delivery"]').waitFor();
    assert.equal(await b.page.getByRole('button', { name: /New survey|More about/ }).count(), 0);
    await b.page.locator('[data-survey="after-delivery"] a').first().click();
    await b.page.locator('[data-result="nps"]').waitFor();
    assert.deepEqual(await b.page.getByRole('navigation', { name: 'Parts of the survey' }).getByRole('link').allInnerTexts(), ['Results']);
    assert.equal(await b.page.locator('[data-response]').count(), 0);
    assert.equal(await b.page.getByRole('button', { name: 'Export answers' }).count(), 0);
    await b.page.goto(s.server.base + '/surveys/after-delivery?lang=en');
    await b.page.waitForURL(/\/results/);
    assert.deepEqual(refused, []);
    await b.close();
  });

  it('is accessible and fits in every look', { timeout: 240_000 }, async () => {
    const at = '/surveys/after-delivery';
    const paths = ['/surveys', '/surveys?new=template', `${at}?at=state`, `${at}?tab=logic&at=nps`, `${at}?tab=translations`, `${at}?tab=design`, `${at}?tab=settings`, `${at}?tab=versions`, `${at}/share`, `${at}/results`, '/surveys/hopes/results', '/surveys/pulse/results'];
    assert.deepEqual(await sweep({ base: s.server.base, cookies: await s.context.cookies(), paths }), []);
  });

  it('logs no errors', () => assert.deepEqual(s.errors.filter((e) => !/409|422/.test(e)), []));
});
