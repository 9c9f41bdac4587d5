import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queries } from '../api/queries'
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
        <Notifications position="bottom-right" autoClose={6000} limit={3} />
        {children}
        <Questions />
      </QueryClientProvider>
    </MantineProvider>
  )
}
