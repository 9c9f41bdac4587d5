import { Input } from '@mantine/core'
import { type ReactNode, useId } from 'react'
import classes from './TypeGallery.module.css'

export interface Choosable {
  name: string
  label: string
  doc: string
  /** What it can do or needs, in a line or two. */
  facts?: ReactNode
}

interface TypeGalleryProps {
  legend: string
  types: readonly Choosable[]
  value: string | undefined
  onChange: (name: string) => void
  /** What is said while nothing is chosen. */
  error?: string
}

/** TypeGallery is a choice among kinds of things, each with what it is. */
export function TypeGallery({ legend, types, value, onChange, error }: TypeGalleryProps) {
  const fault = useId()
  return (
    <fieldset className={classes.gallery}>
      <legend className={classes.legend}>{legend}</legend>
      {types.map((type) => (
        <label key={type.name} className={classes.type} data-chosen={type.name === value || undefined}>
          <input
            type="radio"
            name="type"
            value={type.name}
            checked={type.name === value}
            onChange={() => onChange(type.name)}
            aria-labelledby={`type-${type.name}`}
            aria-describedby={error ? `type-${type.name}-doc ${fault}` : `type-${type.name}-doc`}
            aria-invalid={error ? true : undefined}
          />
          <span className={classes.words}>
            <span id={`type-${type.name}`} className={classes.label}>
              {type.label}
            </span>
            <span id={`type-${type.name}-doc`} className={classes.doc}>
              {type.doc}
            </span>
            {type.facts && <span className={classes.facts}>{type.facts}</span>}
          </span>
        </label>
      ))}
      {error && (
        <Input.Error id={fault} role="alert">
          {error}
        </Input.Error>
      )}
    </fieldset>
  )
}
