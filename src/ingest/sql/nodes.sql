SELECT workspace, customer, parent, born, anonymous, pending FROM identity_node
