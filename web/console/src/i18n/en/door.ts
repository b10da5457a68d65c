export const door = {
  door: {
    claim: 'See where expectation was broken, and which moment will be remembered.', sign_in: 'Sign in', sign_in_text: 'Welcome back.', email: 'E-mail', password: 'Password', need_email: 'Enter your e-mail address', need_password: 'Enter your password',
    wrong: 'E-mail or password is not right.', too_many: 'Too many attempts. Wait a minute and try again.', setup: 'First start', setup_text: 'Create the owner account of this server.', no_token: 'Open the one-time link that the server printed when it started. It looks like this:',
    workspace: 'Company or workspace', name: 'Your name', need_workspace: 'Enter a name for the workspace', need_name: 'Enter your name', password_hint: 'At least 10 characters; a sentence is best.', password_short: 'At least 10 characters', create: 'Create and enter',
    bad_token: 'This link has been used or has expired. The server prints a new one at its next start.', done: 'Already set up', done_text: 'The owner account exists. Sign in with it.',
    code_title: 'Second step', code_text: 'Signing in as {{email}}.', code: 'Code of your authenticator', code_hint: 'Six digits; or one of your recovery codes.', need_code: 'Enter the code', back: 'Back', forgot: 'Forgotten? An owner of the workspace can give you a link for a new one.',
  },
};
