package partnerstack

import (
	"math"
	"net/http"
	"strconv"
)

// actionBody is the body of POST /v2/actions.
// Source: https://docs.partnerstack.com/reference/post_v2-actions-1
var actionBody = schema{
	{name: "target_type", kind: "string", required: true, options: []string{"customer", "partnership"}},
	{name: "target_key", kind: "string", required: true},
	{name: "type", kind: "string", required: true, min: 1},
	{name: "value", kind: "integer", required: true, low: 1, top: math.MaxInt64},
	{name: "external_key", kind: "string", null: true},
}

// actionView is an action as the API shows it.
type actionView struct {
	Key         string  `json:"key"`
	CreatedAt   int64   `json:"created_at"`
	UpdatedAt   int64   `json:"updated_at"`
	ExternalKey *string `json:"external_key"`
	TargetKey   string  `json:"target_key"`
	TargetType  string  `json:"target_type"`
	Type        string  `json:"type"`
	Value       int64   `json:"value"`
}

func showAction(a *Action) actionView {
	return actionView{a.Key, millis(a.CreatedAt), millis(a.UpdatedAt), orNull(a.ExternalKey), a.TargetKey, a.TargetType, a.Type, a.Value}
}

// createAction is POST /v2/actions. A customer is named by either key.
func (v *Vendor) createAction(r *http.Request, _ string) answer {
	body, bad, ok := decode(r)
	if !ok {
		return bad
	}
	if problem := actionBody.check(body, v.env.Assume(unknownProperty)); problem != "" {
		return refuse(400, "%s", problem)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if a, full := v.full(len(v.actions)); full {
		return a
	}
	target := text(body, "target_key")
	if text(body, "target_type") == "customer" && v.find(target) == nil {
		return noCustomer(target)
	}
	if text(body, "target_type") == "partnership" && v.partner(target) == nil {
		return noPartner(target)
	}
	now := v.env.Now().UTC()
	a := &Action{
		Key:  "act_" + v.env.ID(14, "action", strconv.Itoa(len(v.actions)), target, text(body, "type")),
		Type: text(body, "type"), Value: body["value"].(int64), TargetType: text(body, "target_type"), TargetKey: target,
		ExternalKey: text(body, "external_key"), CreatedAt: now, UpdatedAt: now,
	}
	v.actions = append(v.actions, a)
	return answer{status: 200, message: "Action tracked successfully", data: showAction(a)}
}

// listActions is GET /v2/actions.
func (v *Vendor) listActions(r *http.Request, _ string) answer {
	q, bad, ok := parseQuery(r)
	if !ok {
		return bad
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	kind := q.values.Get("action_type")
	return page(q, v.actions, func(a *Action) item { return item{a.Key, a.CreatedAt, a.UpdatedAt} },
		func(a *Action) bool { return !a.Archived && (kind == "" || kind == a.Type) }, showAction)
}

// deleteAction is DELETE /v2/actions/{action_key}: it archives.
func (v *Vendor) deleteAction(_ *http.Request, key string) answer {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, a := range v.actions {
		if a.Key == key && !a.Archived {
			a.Archived, a.UpdatedAt = true, v.env.Now().UTC()
			return v.deleted("Action", showAction(a))
		}
	}
	return refuse(404, "Action %s was not found", python(key))
}
