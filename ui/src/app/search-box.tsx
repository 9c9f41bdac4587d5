import { Combobox, Kbd, TextInput, useCombobox } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect, useState } from 'react'
import { searchQuery } from '../api/ledger'
import { Sentence } from '../components/Sentence'
import classes from './search-box.module.css'

const most = 6

/**
 * SearchBox finds an order, a customer, a click or another reference in everything that was ever sent. What is found while one
 * types stands below it; Enter without a choice asks the page that explains more.
 */
export function SearchBox() {
  const navigate = useNavigate()
  const asked = useSearch({ strict: false, select: (search) => ('q' in search ? (search.q ?? '') : '') })
  const [text, setText] = useState(asked)
  useEffect(() => setText(asked), [asked])
  const q = text.trim()
  const [typed] = useDebouncedValue(q, 120)
  const [looking, setLooking] = useState(false)
  const found = useQuery({ ...searchQuery(typed), enabled: looking && typed !== '' && typed !== asked })
  const hits = typed === q ? (found.data?.items.slice(0, most) ?? []) : []
  const list = useCombobox({ onDropdownClose: () => list.resetSelectedOption() })
  const find = (event: FormEvent) => {
    event.preventDefault()
    if (q !== '') {
      list.closeDropdown()
      void navigate({ to: '/search', search: { q } })
    }
  }
  const choose = (place: string) => {
    const hit = hits[Number(place)]
    list.closeDropdown()
    if (hit) {
      void navigate({
        to: '/syncs/$sync/rows/$key',
        params: { sync: hit.sync, key: hit.primary_key },
        search: { account: hit.account },
      })
    }
  }
  return (
    <search className={classes.search}>
      <form onSubmit={find}>
        <Combobox store={list} onOptionSubmit={choose} withinPortal={false} width="target">
          <Combobox.Target>
            <TextInput
              id="search"
              type="search"
              aria-label="Find an order, a customer or a reference"
              placeholder="Find an order, click, customer…"
              size="xs"
              autoComplete="off"
              value={text}
              onChange={(event) => {
                setText(event.currentTarget.value)
                setLooking(true)
                list.openDropdown()
                list.resetSelectedOption()
              }}
              onBlur={() => list.closeDropdown()}
              leftSection={<IconSearch size={15} aria-hidden />}
              rightSection={
                <Kbd size="xs" visibleFrom="sm">
                  /
                </Kbd>
              }
              classNames={{ input: classes.input }}
            />
          </Combobox.Target>
          <Combobox.Dropdown hidden={hits.length === 0}>
            <Combobox.Options aria-label="Found">
              {hits.map((hit, i) => (
                <Combobox.Option key={`${hit.account} ${hit.sync} ${hit.primary_key}`} value={String(i)}>
                  <span className={classes.sentence}>
                    <Sentence>{hit.sentence}</Sentence>
                  </span>
                </Combobox.Option>
              ))}
            </Combobox.Options>
          </Combobox.Dropdown>
        </Combobox>
      </form>
    </search>
  )
}
