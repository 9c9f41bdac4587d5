import { Kbd, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import classes from './search-box.module.css'

/** SearchBox finds an order, a customer or a reference in everything that was ever sent. */
export function SearchBox() {
  const navigate = useNavigate()
  const asked = useSearch({ strict: false, select: (search) => ('q' in search ? (search.q ?? '') : '') })
  const [text, setText] = useState(asked)
  useEffect(() => setText(asked), [asked])
  const find = (event: FormEvent) => {
    event.preventDefault()
    const q = text.trim()
    if (q !== '') {
      void navigate({ to: '/search', search: { q } })
    }
  }
  return (
    <search className={classes.search}>
      <form onSubmit={find}>
        <TextInput
          id="search"
          type="search"
          aria-label="Find an order, a customer or a reference"
          placeholder="Find an order, a customer, a reference…"
          size="xs"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={
            <Kbd size="xs" visibleFrom="sm">
              /
            </Kbd>
          }
          classNames={{ input: classes.input }}
        />
      </form>
    </search>
  )
}
