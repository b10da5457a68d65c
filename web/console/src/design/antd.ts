// The Ant Design theme, derived from the same tokens as tokens.css.
import { theme as antd, type ThemeConfig } from 'antd';

const FONT = '-apple-system, "Segoe UI", Inter, "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';

export function antdTheme(dark: boolean): ThemeConfig {
  return {
    algorithm: dark ? antd.darkAlgorithm : antd.defaultAlgorithm,
    hashed: false,
    token: {
      colorPrimary: dark ? '#3f82b5' : '#1f5f93',
      colorInfo: dark ? '#3f82b5' : '#1f5f93',
      colorLink: dark ? '#86badf' : '#1f5f93',
      colorError: dark ? '#e9a26c' : '#a04a15',
      colorWarning: dark ? '#e9a26c' : '#a04a15',
      colorSuccess: dark ? '#86c493' : '#2e6b3b',
      colorText: dark ? '#efece5' : '#22201c',
      colorTextSecondary: dark ? '#cdc8be' : '#4c4842',
      colorTextTertiary: dark ? '#a8a297' : '#69645b',
      colorTextPlaceholder: dark ? '#a8a297' : '#69645b',
      colorBgBase: dark ? '#171613' : '#faf9f6',
      colorBgContainer: dark ? '#1f1e1a' : '#ffffff',
      colorBgElevated: dark ? '#26241f' : '#ffffff',
      colorBorder: dark ? '#4a463e' : '#d3cdc1',
      colorBorderSecondary: dark ? '#34312b' : '#e6e2da',
      borderRadius: 8,
      fontFamily: FONT,
      fontSize: 14,
      controlHeight: 34,
      wireframe: false,
    },
    components: {
      Segmented: {
        trackBg: dark ? '#2a2823' : '#f0ede6',
        itemSelectedBg: dark ? '#3a372f' : '#ffffff',
        itemColor: dark ? '#cdc8be' : '#4c4842',
        itemSelectedColor: dark ? '#efece5' : '#22201c',
      },
      Button: { primaryShadow: 'none', defaultShadow: 'none', fontWeight: 500 },
      Drawer: { paddingLG: 22 },
    },
  };
}
