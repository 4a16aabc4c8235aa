UPDATE clusters SET interfaces = '{"resource": "example.com/eni", "isolation": "network_policy"}';
