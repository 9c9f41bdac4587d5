import { Kbd, Modal } from '@mantine/core'
import classes from './keyboard.module.css'
import { places } from './shortcuts'

/** Keys lists the keys that work on every page. */
export default function Keys({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title="Keyboard">
      <dl className={classes.list}>
        <Shortcut keys={['/']} label="Find an order, a customer or a reference" />
        <Shortcut keys={['?']} label="This list" />
        <Shortcut keys={['Esc']} label="Close a dialog, leave the search" />
        {Object.entries(places).map(([key, { label }]) => (
          <Shortcut key={key} keys={['g', key]} label={label} />
        ))}
      </dl>
    </Modal>
  )
}

function Shortcut({ keys, label }: { keys: string[]; label: string }) {
  return (
    <div>
      <dt>
        {keys.map((key) => (
          <Kbd key={key} size="sm">
            {key}
          </Kbd>
        ))}
      </dt>
      <dd>{label}</dd>
    </div>
  )
}
