import { Chip, Group, NativeSelect, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { syncsQuery } from '../../../api/syncs'
import type { Schedule } from '../spec'
import { faultAt } from '../steps'
import { useBuilder } from '../useBuilder'
import { faultOfEvery, kindOf, partsOf, type ScheduleKind, units } from './schedule'
import { Times } from './Times'
import { Upcoming } from './Upcoming'
import { useUpcoming } from './useUpcoming'

const days = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

interface ScheduleEditorProps {
  schedule: Schedule | undefined
  onChange: (schedule: Schedule | undefined) => void
}

/** ScheduleEditor chooses when a sync runs by itself. */
export function ScheduleEditor({ schedule, onChange }: ScheduleEditorProps) {
  const upcoming = useUpcoming(schedule)
  const { faults } = upcoming
  const kind = kindOf(schedule)
  const wrong = (part: string) => faultAt(faults, `schedule.${part}`)
  return (
    <Stack gap="md" maw={520}>
      <NativeSelect
        label="It runs"
        value={kind}
        data={[
          { value: 'manual', label: 'Only when somebody runs it' },
          { value: 'every', label: 'Every so often' },
          { value: 'times', label: 'On days and times' },
          { value: 'cron', label: 'By a cron expression' },
          { value: 'after', label: 'After another sync' },
        ]}
        onChange={(event) => onChange(begin(event.currentTarget.value as ScheduleKind))}
      />
      {kind === 'every' && schedule && (
        <Every
          schedule={schedule}
          fault={faultOfEvery(schedule.every ?? '') ?? wrong('every')}
          onChange={onChange}
        />
      )}
      {kind === 'times' && schedule && (
        <>
          <Chip.Group
            multiple
            value={schedule.days ?? []}
            onChange={(chosen) => {
              const { days: _, ...rest } = schedule
              const sorted = days.filter((day) => chosen.includes(day))
              onChange(sorted.length === 0 ? rest : { ...rest, days: sorted })
            }}
          >
            <Group gap={6} role="group" aria-label="Days">
              {days.map((day) => (
                <Chip key={day} value={day} size="xs" radius={6}>
                  {day.charAt(0).toUpperCase() + day.slice(1)}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          <Text size="xs" c="dimmed">
            No day chosen means every day.
          </Text>
          <Times
            times={schedule.times ?? []}
            fault={wrong('times') ?? wrong('days')}
            onChange={(times) => onChange({ ...schedule, times })}
          />
        </>
      )}
      {kind === 'cron' && schedule && (
        <TextInput
          required
          label="Cron expression"
          description="Minute, hour, day of the month, month, day of the week. 0 6 * * 1-5 is 06:00 on weekdays."
          spellCheck={false}
          error={wrong('cron')}
          value={schedule.cron ?? ''}
          onChange={(event) => onChange({ ...schedule, cron: event.currentTarget.value })}
        />
      )}
      {(kind === 'cron' || kind === 'times') && schedule && (
        <Zone
          value={schedule.timezone}
          fault={wrong('timezone')}
          onChange={(timezone) => onChange({ ...schedule, timezone })}
        />
      )}
      {kind === 'after' && schedule && (
        <After schedule={schedule} fault={wrong('after')} onChange={onChange} />
      )}
      {schedule && <Upcoming schedule={schedule} upcoming={upcoming} />}
    </Stack>
  )
}

function begin(kind: ScheduleKind): Schedule | undefined {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  switch (kind) {
    case 'every':
      return { every: '1h' }
    case 'times':
      return { times: ['06:00'], timezone: zone }
    case 'cron':
      return { cron: '0 6 * * *', timezone: zone }
    case 'after':
      return { after: '' }
    default:
      return undefined
  }
}

interface PartProps {
  schedule: Schedule
  fault: string | undefined
  onChange: (schedule: Schedule) => void
}

function Every({ schedule, fault, onChange }: PartProps) {
  const parts = partsOf(schedule.every ?? '')
  if (!parts) {
    return (
      <TextInput
        label="Every"
        description="Such as 15m, 1h30m or 1d."
        error={fault}
        value={schedule.every ?? ''}
        onChange={(event) => onChange({ every: event.currentTarget.value })}
      />
    )
  }
  return (
    <Group gap="xs" align="flex-end" wrap="nowrap">
      <NumberInput
        label="Every"
        min={1}
        clampBehavior="none" // what is out of bounds is told, and not changed unseen
        allowDecimal={false}
        error={fault}
        value={parts.count}
        onChange={(count) => onChange({ every: `${Number(count)}${parts.unit}` })}
      />
      <NativeSelect
        aria-label="Unit of time"
        value={parts.unit}
        data={units}
        onChange={(event) => onChange({ every: `${parts.count}${event.currentTarget.value}` })}
      />
    </Group>
  )
}

interface ZoneProps {
  value: string | undefined
  fault: string | undefined
  onChange: (zone: string) => void
}

function Zone({ value, fault, onChange }: ZoneProps) {
  const [zones] = useState(() => ['UTC', ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC')])
  const zone = value ?? 'UTC'
  return (
    <Select
      searchable
      label="Time zone"
      description="Whose clock it goes by, summer time included."
      data={zones.includes(zone) ? zones : [zone, ...zones]}
      value={zone}
      limit={50}
      error={fault}
      onChange={(chosen) => chosen && onChange(chosen)}
    />
  )
}

function After({ schedule, fault, onChange }: PartProps) {
  const { name } = useBuilder()
  const syncs = useQuery(syncsQuery)
  const names = (syncs.data?.items ?? []).map((one) => one.name).filter((one) => one !== name)
  return (
    <>
      <NativeSelect
        required
        label="Sync"
        error={fault}
        value={schedule.after ?? ''}
        data={[{ value: '', label: 'Choose a sync' }, ...names.map((one) => ({ value: one, label: one }))]}
        onChange={(event) => onChange({ ...schedule, after: event.currentTarget.value })}
      />
      <NativeSelect
        label="It follows"
        value={schedule.only_if ?? ''}
        data={[
          { value: '', label: 'Unless the other run failed, was held or cancelled' },
          { value: 'completed', label: 'Only if every row arrived' },
          { value: 'any', label: 'However the other run ended' },
        ]}
        onChange={(event) => {
          const { only_if: _, ...rest } = schedule
          const rule = event.currentTarget.value
          onChange(rule === '' ? rest : { ...rest, only_if: rule === 'any' ? 'any' : 'completed' })
        }}
      />
    </>
  )
}
