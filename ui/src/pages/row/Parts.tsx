import { Masked } from '../../components/Masked'
import type { Part } from './request'
import classes from './row.module.css'

/** Parts is what a request says, name by name. */
export function Parts({ label, parts }: { label: string; parts: readonly Part[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={classes.parts} aria-label={label} tabIndex={0}>
      <table>
        <caption>{label}</caption>
        <tbody>
          {parts.map((part, i) => (
            <tr key={`${i}${part.name}`}>
              <th scope="row">
                {part.item !== undefined && <span className={classes.item}>item {part.item}</span>}
                {part.name}
              </th>
              <td>
                <Masked>{part.value}</Masked>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
