import { Radio, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import classes from './ChoiceList.module.css'

export interface Choice {
  value: string
  title: string
  /** What tells it from the others. */
  detail?: ReactNode
  doc?: string
}

interface ChoiceListProps {
  label: string
  choices: Choice[]
  value: string
  onChange: (value: string) => void
  error?: string
}

/** ChoiceList is one choice of some things that need a word each. Many of them can be searched. */
export function ChoiceList({ label, choices, value, onChange, error }: ChoiceListProps) {
  const [text, setText] = useState('')
  const sought = text.trim().toLowerCase()
  const shown = choices.filter(
    (choice) =>
      choice.value === value || `${choice.title} ${choice.doc ?? ''}`.toLowerCase().includes(sought),
  )
  return (
    <>
      {choices.length > 8 && (
        <TextInput
          type="search"
          size="xs"
          maw={320}
          aria-label={`Search: ${label}`}
          placeholder="Search"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <Radio.Group
        label={<VisuallyHidden>{label}</VisuallyHidden>}
        styles={{ label: { display: 'contents' } }}
        value={value}
        onChange={onChange}
        error={error}
      >
        <div className={classes.list} data-wrong={error !== undefined || undefined}>
          {shown.map((choice) => (
            // biome-ignore lint/a11y/noLabelWithoutControl: the radio is in it
            <label
              key={choice.value}
              className={classes.choice}
              data-chosen={choice.value === value || undefined}
            >
              <Radio value={choice.value} aria-label={choice.title} />
              <span className={classes.words}>
                <span className={classes.title}>
                  <span>{choice.title}</span>
                  {choice.detail && <span className={classes.detail}>{choice.detail}</span>}
                </span>
                {choice.doc && (
                  <Text component="span" size="sm" c="dimmed">
                    {choice.doc}
                  </Text>
                )}
              </span>
            </label>
          ))}
        </div>
      </Radio.Group>
    </>
  )
}
