import type { ReactNode } from 'react'
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
}

/** TypeGallery is a choice among kinds of things, each with what it is. */
export function TypeGallery({ legend, types, value, onChange }: TypeGalleryProps) {
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
            aria-describedby={`type-${type.name}-doc`}
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
    </fieldset>
  )
}
