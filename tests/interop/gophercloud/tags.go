package main

import (
	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/tags"
)

// changeTags adds the tags gold and new, removes new, and returns those that are left.
func changeTags(compute *gophercloud.ServiceClient, id string) (map[string][]string, error) {
	for _, tag := range []string{"gold", "new"} {
		if err := tags.Add(compute, id, tag).ExtractErr(); err != nil {
			return nil, err
		}
	}
	if err := tags.Delete(compute, id, "new").ExtractErr(); err != nil {
		return nil, err
	}
	left, err := tags.List(compute, id).Extract()
	return map[string][]string{"Tags": left}, err
}
