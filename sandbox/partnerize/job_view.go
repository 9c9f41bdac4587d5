package partnerize

import (
	"strconv"
	"time"
)

// showJob shows a job as version 3 does. The caller holds the lock.
func (v *Vendor) showJob(j *job) data {
	self := "/v3/jobs/" + j.ID
	return data{jobData(j), map[string]any{"links": map[string]string{"self": self, "tasks": self + "/tasks"}}}
}

func jobData(j *job) map[string]any {
	percentage := map[string]int{"created": 0, "active": 50, "complete": 100}[j.Status]
	return map[string]any{
		"id": j.ID, "reference": nil, "type": "conversion_bulk_update", "status": j.Status, "percentage_complete": percentage,
		"created_at": iso(j.Created), "started_at": iso(j.Started), "completed_at": iso(j.Completed),
		"created_by": "111111l1", "created_by_uri": "/user/111111l1", "created_by_username": "sandbox",
		"item_success_count": j.Succeeded, "item_error_count": j.Errors, "item_total_count": j.Total,
	}
}

func iso(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UTC().Format("2006-01-02T15:04:05+00:00")
}

func (v *Vendor) job(id string) *job {
	for _, j := range v.jobs {
		if j.ID == id {
			return j
		}
	}
	return nil
}

func jobNotFound() reply {
	return failV3(404, detail{"", "Job not found", codeNoRoute, "not_found"})
}

// getJob is GET /v3/jobs/{id}. Each question moves the job one state on.
func (v *Vendor) getJob(r *request) reply {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.settleJobs()
	j := v.job(r.parts[1])
	if j == nil {
		return jobNotFound()
	}
	switch j.Status {
	case "created":
		j.Status, j.Started = "active", v.env.Now().UTC()
	case "active":
		v.complete(j)
	}
	return reply{200, v.showJob(j)}
}

// listJobs is GET /v3/jobs, newest first, by offset and limit (default 20).
func (v *Vendor) listJobs(r *request) reply {
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 {
		limit = 20
	}
	offset, err := strconv.Atoi(r.URL.Query().Get("offset"))
	if err != nil || offset < 0 {
		offset = 0
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.settleJobs()
	out := []any{}
	for i := len(v.jobs) - 1 - offset; i >= 0 && len(out) < limit; i-- {
		out = append(out, jobData(v.jobs[i]))
	}
	return reply{200, data{Data: out}}
}

// listTasks is GET /v3/jobs/{id}/tasks: one task for each entry, once complete.
func (v *Vendor) listTasks(r *request) reply {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.settleJobs()
	j := v.job(r.parts[1])
	if j == nil {
		return jobNotFound()
	}
	out := []any{}
	for i, t := range j.Tasks {
		out = append(out, map[string]any{
			"id": j.ID + "-" + strconv.Itoa(i+1), "status": t.Status,
			"result_data": map[string]any{"reference": t.Key, "message": t.Message},
		})
	}
	return reply{200, data{Data: out}}
}
