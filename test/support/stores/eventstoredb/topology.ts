process.env['TEST_TOPOLOGY'] = 'eventstoredb';
