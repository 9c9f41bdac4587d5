package spool_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/waybillhq/waybill/spool"
)

func TestFileKeepsOrder(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 100, 1 << 20} {
		f := spool.NewFile(t.TempDir(), limit)
		var want []string
		for i := range 1000 {
			v := strings.Repeat("x", i%70) + fmt.Sprint(i)
			want = append(want, v)
			if err := f.Append([]byte(v)); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 { // it can be read again
			var got []string
			for v, err := range f.All() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(v))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("limit %d: got %d values, want %d in the same order", limit, len(got), len(want))
			}
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSorter(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{1, 4 << 10, 1 << 20} {
		s := spool.NewSorter(t.TempDir(), limit)
		r := rand.New(rand.NewPCG(1, 2))
		var want []string
		for i := range 5000 {
			key := fmt.Sprintf(`["%d"]`, r.IntN(3000))
			if i%100 == 0 {
				key = key[:r.IntN(3)] // shorter than the prefix
			}
			want = append(want, fmt.Sprintf("%s\x00%05d", key, i))
			if err := s.Add([]byte(key), fmt.Appendf(nil, "%05d", i)); err != nil {
				t.Fatal(err)
			}
		}
		slices.Sort(want) // by key, then by the order of adding
		for range 2 {
			var got []string
			for item, err := range s.All() {
				if err != nil {
					t.Fatal(err)
				}
				got = append(got, string(item.Key)+"\x00"+string(item.Value))
			}
			if !slices.Equal(got, want) {
				t.Fatalf("limit %d: out of order", limit)
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSorterReportsAFolderThatIsGone(t *testing.T) {
	t.Parallel()
	s := spool.NewSorter(t.TempDir()+"/gone", 10)
	var err error
	for i := 0; i < 10 && err == nil; i++ {
		err = s.Add([]byte("key"), bytes.Repeat([]byte("v"), 20))
	}
	if err == nil {
		t.Fatal("rows were lost without an error")
	}
}

func BenchmarkSorter(b *testing.B) {
	s := spool.NewSorter(b.TempDir(), 16<<20)
	value := bytes.Repeat([]byte("v"), 200)
	for i := 0; b.Loop(); i++ {
		if err := s.Add(fmt.Appendf(nil, `["%d"]`, i*7919%1_000_003), value); err != nil {
			b.Fatal(err)
		}
	}
	n := 0
	for range s.All() {
		n++
	}
}
