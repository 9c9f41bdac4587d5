package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// bench is one case: arms that take turns.
type bench struct {
	name     string
	doc      string
	rows     int
	receiver []string
	arms     []arm
	goal     string
	prepare  bool // a run that remembers every row comes first, unmeasured
}

// arm is one of the programs of a case.
type arm struct {
	name string
	args []string
}

var (
	minimal = arm{"minimal loop", []string{"loop"}}
	product = arm{"waybill", []string{"waybill"}}
)

var cases = []bench{
	{
		name: "first", doc: "first run, the receiver answers at once, 64 in flight", rows: 100_000, arms: []arm{minimal, product, {"minimal loop again", []string{"loop"}}, {"waybill, 2 references", []string{"waybill", "-references"}}},
		goal: "waybill at least 0.6 of the loop's rows/s, at most 5 s CPU and 100 MB",
	},
	{
		name: "trouble", doc: "1 % refused for good, 2 % failing once", rows: 100_000, receiver: []string{"-trouble"}, arms: []arm{{"waybill, clean", nil}, {"waybill", []string{"waybill", "-upsert"}}},
		goal: "at least 0.8 of the clean run",
	},
	{
		name: "latency", doc: "20 ms for each answer, 64 in flight: 3,200 rows/s at best", rows: 100_000, receiver: []string{"-latency", "20ms"}, arms: []arm{minimal, product},
		goal: "at least 3,104 rows/s",
	},
	{
		name: "limited", doc: "2,000 a second by a token bucket, then 429 with Retry-After: 1", rows: 100_000, receiver: []string{"-limit", "2000"}, arms: []arm{product},
		goal: "100,000 rows in at most 51 s",
	},
	{
		name: "windows", doc: "the same, counted in fixed seconds", rows: 100_000, receiver: []string{"-limit", "2000", "-window"}, arms: []arm{product},
		goal: "100,000 rows in at most 51 s",
	},
	{
		name: "paced", doc: "paced at 50 a second", rows: 1_000, arms: []arm{{"waybill", []string{"waybill", "-rate", "50"}}},
		goal: "never more than 50 in any second, at least 48.5 rows/s",
	},
	{
		name: "unchanged", doc: "nothing changed; the loop reads and hashes the same rows with the bare driver", rows: 1_000_000, prepare: true,
		arms: []arm{{"read and hash", []string{"read"}}, {"waybill", []string{"waybill", "-plain"}}}, goal: "waybill at least 0.5 of the loop's speed, at most 150 MB",
	},
}

func caseNames() (names []string) {
	for _, c := range cases {
		names = append(names, c.name)
	}
	return append(names, "pages")
}

// measure runs a case and prints its medians.
func (c bench) measure(o options) error {
	rows := c.rows
	if o.rows > 0 {
		rows = o.rows
	}
	fmt.Printf("\n%s: %s; %d rows, medians of %d\n", c.name, c.doc, rows, o.rounds)
	db := filepath.Join(o.dir, "people-"+strconv.Itoa(rows)+".db")
	if _, err := os.Stat(db); err != nil {
		if err := makePeople(db, rows); err != nil {
			return err
		}
	}
	prepared := filepath.Join(o.dir, "prepared-"+c.name+".db")
	if c.prepare {
		if _, err := timed([]string{"waybill", "-db", db, "-state", prepared, "-url", "http://127.0.0.1:1", "-skip", "-plain"}); err != nil {
			return err
		}
	}
	results := make([][]figures, len(c.arms))
	for round := range o.rounds {
		for i, a := range c.arms {
			f, err := c.once(o, a, db, prepared, round)
			if err != nil {
				return err
			}
			results[i] = append(results[i], f)
		}
	}
	c.print(rows, results)
	return nil
}

// once runs one arm of a case.
func (c bench) once(o options, a arm, db, prepared string, round int) (figures, error) {
	args, recv := a.args, c.receiver
	if args == nil { // the clean run that a troubled one is held against
		args, recv = []string{"waybill", "-upsert"}, nil
	}
	args = append(append([]string{}, args...), "-db", db)
	if args[0] == "read" {
		return timed(args)
	}
	if args[0] == "waybill" {
		state := filepath.Join(o.dir, fmt.Sprintf("state-%s-%d.db", c.name, round))
		if c.prepare {
			state = prepared
		} else {
			defer removeState(state)
		}
		args = append(args, "-state", state)
	}
	return once(recv, args)
}

func removeState(path string) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		_ = os.Remove(path + suffix)
	}
}

func (c bench) print(rows int, results [][]figures) {
	first := 0.0
	fmt.Printf("  %-20s %10s %8s %8s %8s %7s %10s %12s\n", "", "rows/s", "of first", "wall s", "CPU s", "MB", "distinct", "most in 1 s")
	for i, rounds := range results {
		speed := float64(rows) / median(rounds, wall).Seconds()
		if i == 0 {
			first = speed
		}
		t := rounds[len(rounds)-1].tally
		fmt.Printf("  %-20s %10.0f %8.2f %8.2f %8.2f %7.0f %10d %12d\n", c.arms[i].name, speed, speed/first,
			median(rounds, wall).Seconds(), median(rounds, cpu).Seconds(), float64(median(rounds, memory))/1e6, t.Distinct, t.PerSecond)
	}
	fmt.Printf("  goal: %s\n", c.goal)
}
