import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

// The one accent.
const waybill: MantineColorsTuple = [
  '#eff0fd',
  '#dfe1fb',
  '#c3c6f7',
  '#a6abf2',
  '#8d93ee',
  '#7178e6',
  '#565ddb',
  '#474dc4',
  '#3b40a6',
  '#30347f',
]

// Neutral with a little blue; [7] is the page in the dark, [0] its text.
const dark: MantineColorsTuple = [
  '#e4e6eb',
  '#b9bdc7',
  '#959aa6',
  '#6d7280',
  '#3a3e48',
  '#2a2d35',
  '#1d2026',
  '#14161a',
  '#101216',
  '#0b0d10',
]

const gray: MantineColorsTuple = [
  '#f7f8fa',
  '#f0f1f4',
  '#e5e7ec',
  '#d8dbe2',
  '#c3c8d1',
  '#a0a6b2',
  '#737a88',
  '#535a67',
  '#363b45',
  '#1d2027',
]

export const theme = createTheme({
  primaryColor: 'waybill',
  primaryShade: { light: 6, dark: 6 },
  colors: { waybill, dark, gray },
  defaultRadius: 6,
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily: 'Inter, ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '18px' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '28px' },
      h2: { fontSize: '15px', lineHeight: '22px' },
      h3: { fontSize: '14px', lineHeight: '20px' },
    },
  },
  components: {
    Button: {
      defaultProps: { size: 'sm' },
      vars: (_: unknown, { size }: { size?: string }) => ({
        root: size === 'sm' ? { '--button-height': '32px', '--button-padding-x': '12px' } : {},
      }),
    },
    // As high as buttons, beside which they stand.
    Input: {
      vars: (_: unknown, { size = 'sm' }: { size?: string }) => ({
        wrapper: size === 'sm' ? { '--input-height': '32px' } : {},
      }),
    },
    TextInput: { defaultProps: { size: 'sm' } },
    // Help and faults at 12 px; by themselves they would be smaller than anything else.
    InputWrapper: {
      vars: () => ({
        label: {},
        description: { '--input-description-size': '12px' },
        error: { '--input-error-size': '12px' },
      }),
    },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
    // Its placeholder is a child that a menu may not have.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close this notice' } } },
    Modal: {
      defaultProps: {
        closeButtonProps: { 'aria-label': 'Close' },
        centered: true,
        overlayProps: { backgroundOpacity: 0.4 },
      },
      styles: { title: { fontSize: 15, fontWeight: 600, overflowWrap: 'anywhere' } }, // names may be long
    },
    Alert: {
      vars: (_: unknown, { variant = 'light', color }: { variant?: string; color?: string }) => ({
        root:
          variant === 'light' && color === undefined
            ? { '--alert-bg': 'var(--accent-tint)', '--alert-color': 'var(--accent-text)' }
            : {},
      }),
    },
    Anchor: { defaultProps: { underline: 'always' } },
  },
})

/**
 * The colours that mean something. Each has a foreground that can be read on the page and on its own tint,
 * and stands beside a word or an icon, never alone.
 */
export const variables: CSSVariablesResolver = () => ({
  variables: { '--mantine-line-height': '1.5', '--danger': '#c2252b' },
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1d2027',
    '--mantine-color-dimmed': '#5c6370',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-error': '#c2252b',
    '--mantine-color-anchor': '#474dc4',
    '--mantine-color-default-border': '#d8dbe2',
    '--line': '#e5e7ec',
    '--sunken': '#f7f8fa',
    '--hover': '#f0f1f4',
    '--accent': '#565ddb',
    '--accent-tint': '#eff0fd',
    '--accent-text': '#474dc4',
    '--good': '#187845',
    '--good-tint': '#e6f5ec',
    '--bad': '#c2252b',
    '--bad-tint': '#fdecec',
    '--late': '#9a5b00',
    '--late-tint': '#fdf1de',
    '--doubt': '#7a3fb8',
    '--doubt-tint': '#f4ecfc',
    '--busy': '#1f63c4',
    '--busy-tint': '#e8f0fc',
    '--held': '#806300',
    '--held-tint': '#fbf4d6',
    '--idle': '#5c6370',
    '--idle-tint': '#f0f1f4',
  },
  dark: {
    '--mantine-color-body': '#14161a',
    '--mantine-color-text': '#e4e6eb',
    '--mantine-color-dimmed': '#959aa6',
    '--mantine-color-placeholder': '#868c99',
    '--mantine-color-error': '#ff8a8a',
    '--mantine-color-anchor': '#a6abf2',
    '--mantine-color-default-border': '#3a3e48',
    '--line': '#2a2d35',
    '--sunken': '#101216',
    '--hover': '#1d2026',
    '--accent': '#8d93ee',
    '--accent-tint': '#23264a',
    '--accent-text': '#b9bdf6',
    '--good': '#5cc98d',
    '--good-tint': '#15301f',
    '--bad': '#ff8a8a',
    '--bad-tint': '#3a1a1c',
    '--late': '#f0b25a',
    '--late-tint': '#352610',
    '--doubt': '#c79bf2',
    '--doubt-tint': '#2d1f40',
    '--busy': '#7fb2f5',
    '--busy-tint': '#172840',
    '--held': '#e3c957',
    '--held-tint': '#302a10',
    '--idle': '#959aa6',
    '--idle-tint': '#24272e',
  },
})
