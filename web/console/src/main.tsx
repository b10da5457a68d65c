import { QueryClientProvider } from '@tanstack/react-query';
import { createRoot } from 'react-dom/client';
import { setApiLang } from './api/client';
import { queryClient } from './api/queries';
import { App } from './app/App';
import { applyTheme } from './app/theme';
import { firstLang, initI18n } from './i18n';
import './design/tokens.css';
import './design/base.css';
import './design/print.css';

applyTheme();
const lang = firstLang();
setApiLang(lang);
void initI18n(lang).then(() => {
  createRoot(document.getElementById('root')!).render(
    <QueryClientProvider client={queryClient}>
      <App />
    </QueryClientProvider>,
  );
});
