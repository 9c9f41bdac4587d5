import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** PasswordField is a password that can be shown, by the keyboard, too, and of which all are told when it is wrong. */
export function PasswordField(props: PasswordInputProps) {
  return (
    <PasswordInput
      visibilityToggleFocusable
      visibilityToggleButtonProps={{ 'aria-label': 'Show what was typed' }}
      aria-invalid={props.error ? true : undefined}
      {...props}
    />
  )
}
