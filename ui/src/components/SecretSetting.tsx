import { ActionIcon, TextInput } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { useState } from 'react'

/** What every input of a setting is told. */
export interface SharedSetting {
  name: string
  label: string
  description: string | undefined
  error: string | undefined
  readOnly: boolean
  variant: string
  required: boolean
  placeholder: string | undefined
}

interface SecretSettingProps {
  shared: SharedSetting
  value: string
  onChange: (value: unknown) => void
}

const reference = /^\$\{(secret:|file:)?([^}]*)\}$/

/** refers says whether a value is a reference to a secret, and not one itself. */
export function refers(value: string): boolean {
  return reference.test(value)
}

/**
 * SecretSetting is never shown: of a secret that is kept, the server has told a reference such as
 * ${secret:destinations.partnerize.user_api_key}. What is typed takes its place, and it comes back if that is
 * deleted again.
 */
export function SecretSetting({ shared, value, onChange }: SecretSettingProps) {
  const [kept] = useState(refers(value) ? value : '')
  const [shown, setShown] = useState(false)
  const untouched = kept !== '' && value === kept
  const typed = untouched ? '' : value
  const type = (text: string) => onChange(text === '' ? kept : text)
  const input = {
    ...shared,
    required: shared.required && kept === '',
    placeholder: untouched ? '••••••••' : shared.placeholder,
    description: described(shared.description, wordsOf(untouched ? kept : typed, untouched)),
    value: typed,
    autoComplete: 'off',
    spellCheck: false,
  }
  // The name of a variable is no secret, and easier to type if one sees it.
  const open = shown || typed.startsWith('${')
  return (
    <TextInput
      {...input}
      type={open ? 'text' : 'password'}
      onChange={(event) => type(event.currentTarget.value)}
      rightSection={
        typed !== '' && (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Show what was typed as ${shared.label}`}
            aria-pressed={open}
            onClick={() => setShown(!shown)}
          >
            {open ? <IconEyeOff size={15} aria-hidden /> : <IconEye size={15} aria-hidden />}
          </ActionIcon>
        )
      }
    />
  )
}

function described(help: string | undefined, words: string) {
  return (
    <>
      {help}
      {words !== '' && <span style={{ display: 'block', color: 'var(--mantine-color-text)' }}>{words}</span>}
    </>
  )
}

function wordsOf(value: string, kept: boolean): string {
  const keep = kept ? 'Set. Leave empty to keep it.' : ''
  const [, scheme, name = ''] = reference.exec(value) ?? []
  if (scheme === 'secret:' || value === '') {
    return keep
  }
  if (scheme === 'file:') {
    return `${keep} It is read from the server's file ${name}.`
  }
  if (!refers(value)) {
    return 'It will be stored encrypted, and not shown again.'
  }
  const [variable = name] = name.split(':-')
  return `${keep} It is read from the server's variable ${variable}${variable === name ? '' : ', which has a default'}.`
}
