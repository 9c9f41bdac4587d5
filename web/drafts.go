package web

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/waybillhq/waybill"
	"github.com/waybillhq/waybill/configuration"
	"github.com/waybillhq/waybill/schedule"
	"github.com/waybillhq/waybill/store"
)

// SchedulePreview is when a schedule is due.
type SchedulePreview struct {
	Words string      `json:"words" doc:"When it runs, in words to be put behind \"runs\"."`
	Zone  string      `json:"zone" doc:"The time zone by whose clock it goes, as an IANA name." example:"Europe/London"`
	Next  []time.Time `json:"next" doc:"The next three times that it is due, if it were saved now; none of a schedule that follows another sync."`
}

type scheduleInput struct {
	Body struct {
		Schedule json.RawMessage `json:"schedule" doc:"What the spec of a sync has as its schedule."`
	}
}

type renderInput struct {
	Body struct {
		Name string          `json:"name" minLength:"1" maxLength:"200" doc:"The sync's name."`
		Spec json.RawMessage `json:"spec" doc:"What the project's file has under that name."`
	}
}

// Rendered is a sync as text.
type Rendered struct {
	YAML string `json:"yaml" doc:"The part of a project's file that has the sync."`
}

// draftOperations tell of a sync that is being written what needs no source and
// no vendor.
func (s *Server) draftOperations() {
	o := op{Method: http.MethodPost, Tag: "syncs", Who: reader, Trail: changesNothing}
	preview := o
	preview.ID, preview.Path, preview.Summary = "preview-schedule", "/schedules/preview", "The next times of a schedule"
	preview.Description = "What is wrong with it is told with its place, such as `schedule.cron`."
	register(s, preview, func(_ context.Context, _ caller, in *scheduleInput) (*output[SchedulePreview], error) {
		got, err := previewSchedule(in.Body.Schedule, s.now())
		return &output[SchedulePreview]{got}, err
	})
	render := o
	render.ID, render.Path, render.Summary = "render-sync", "/syncs/render", "A sync as it stands in the file of a project"
	render.Description = "As `export` would write it if it were saved. Whether it could be saved is not looked at."
	register(s, render, func(_ context.Context, _ caller, in *renderInput) (*output[Rendered], error) {
		b, err := configuration.Part(store.Resource{Kind: store.KindSync, Name: in.Body.Name, Spec: in.Body.Spec})
		return &output[Rendered]{Rendered{string(b)}}, err
	})
}

// unfinished are the faults of an error that is about nothing but how the fields
// of a sync are filled: whoever writes it is not done yet. Nil of other errors.
func unfinished(err error, sync string) []Fault {
	if err == nil {
		return nil
	}
	var faults []Fault
	for _, e := range split(err) {
		p := problemOf(e)
		part, _, _ := strings.Cut(strings.TrimPrefix(p.Path, "syncs."+sync+"."), ".")
		if p.Code != string(waybill.EInvalid) || !slices.Contains([]string{"mapping", "custom", "match", "settings"}, part) {
			return nil
		}
		faults = append(faults, Fault{Detail: p.Detail, Path: p.Path, Hint: p.Hint})
	}
	return faults
}

// previewSchedule says when a schedule is due from now on.
func previewSchedule(spec json.RawMessage, now time.Time) (SchedulePreview, error) {
	written, err := configuration.Schedule(spec)
	if err != nil {
		return SchedulePreview{}, err
	}
	when, err := schedule.Parse(written)
	if err != nil {
		return SchedulePreview{}, err
	}
	zone := written.Timezone
	if zone == "" {
		zone = time.UTC.String()
	}
	return SchedulePreview{when.Describe(), zone, append([]time.Time{}, when.Upcoming(now, upcoming)...)}, nil
}
