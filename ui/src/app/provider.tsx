import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queries } from '../api/queries'
import { Notices } from '../components/Notices'
import { Questions } from '../components/Questions'
import { nonce } from './nonce'
import { theme, variables } from './theme'

const schemes = localStorageColorSchemeManager({ key: 'waybill-color-scheme' })

export function Provider({ children }: { children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      colorSchemeManager={schemes}
      getStyleNonce={() => nonce}
    >
      <QueryClientProvider client={queries}>
        {children}
        <Questions />
        <Notices />
      </QueryClientProvider>
    </MantineProvider>
  )
}
