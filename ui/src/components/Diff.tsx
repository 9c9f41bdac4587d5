import type { Change } from './changes'
import classes from './Diff.module.css'
import { Nothing } from './Nothing'

interface DiffProps {
  label: string
  of: readonly Change[]
}

/** Diff shows what differs between two states of something, path by path. */
export function Diff({ label, of }: DiffProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={classes.diff} aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {of.map((change) => (
            <tr key={change.path}>
              <td>{change.path}</td>
              <td>{change.before === undefined ? <Nothing /> : <del>{change.before}</del>}</td>
              <td>{change.after === undefined ? <Nothing /> : <ins>{change.after}</ins>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
