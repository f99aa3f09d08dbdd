# All answers right, but the notebook went through careless hands.
# damage: delete phi_rank, duplicate train_step, strip ridge, retype tangent_affine, delete q_init, strip audit_pair

